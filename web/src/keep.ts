// Small choices of this browser (language, theme, shortcuts). Nothing of the ministry's is kept here.
const prefix = "chancery.";

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null; // storage is blocked: the choice lasts as long as the page
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // as above
  }
}
