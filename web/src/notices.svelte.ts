// One short line at the edge of the page, also read out: what was done.

const state = $state<{ text: string; serial: number }>({ text: "", serial: 0 });
let clear: ReturnType<typeof setTimeout> | undefined;
const stay = 6000; // milliseconds

export function notice(): string {
  return state.text;
}

export function noticeSerial(): number {
  return state.serial;
}

export function hush(): void {
  clearTimeout(clear);
  state.text = "";
}

export function tell(text: string): void {
  state.text = text;
  state.serial += 1;
  clearTimeout(clear);
  clear = setTimeout(() => (state.text = ""), stay);
}
