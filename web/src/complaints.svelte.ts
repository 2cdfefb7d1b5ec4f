// What is wrong in a form: found here before it is sent, or said by the server. A complaint goes as soon as its field
// is written in, and comes back only with the next attempt.
import type { Wrong } from "./forms.ts";
import { fieldOf } from "./problems.ts";
import { t } from "./text.svelte.ts";

export class Complaints {
  #wrong = $state<Wrong>({});
  #refused = $state<{ field: string; text: string } | null>(null);

  // Takes what is wrong by the names of its controls; true if nothing is. Otherwise the first of them gets the focus.
  take(wrong: Wrong = {}): boolean {
    this.#wrong = wrong;
    this.#refused = null;
    const none = Object.keys(wrong).length === 0;
    if (!none) focusFirstWrong();
    return none;
  }

  // Whether something found here is wrong.
  get stand(): boolean {
    return Object.keys(this.#wrong).length > 0;
  }

  // Takes the server's refusal; `name` gives the control's name for the server's.
  refuse(problem: unknown, name: (field: string) => string): void {
    const named = fieldOf(problem);
    this.#wrong = {};
    this.#refused = named && { field: name(named.field), text: named.text };
    focusFirstWrong();
  }

  at(name: string, values?: Record<string, string | number>): string {
    const key = this.#wrong[name];
    if (key) return t(key, values);
    return this.#refused?.field === name ? this.#refused.text : "";
  }

  // For the form's `oninput`.
  forget = (event: Event): void => {
    const name = (event.target as HTMLInputElement).name;
    delete this.#wrong[name];
    if (this.#refused?.field === name) this.#refused = null;
  };
}

function focusFirstWrong(): void {
  requestAnimationFrame(() => {
    const wrong = document.querySelector<HTMLElement>("[aria-invalid='true']");
    (wrong?.querySelector<HTMLElement>("input") ?? wrong)?.focus();
  });
}
