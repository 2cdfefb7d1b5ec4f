import { mount } from "svelte";
import "./fonts.css";
import "./tokens.css";
import "./base.css";
import App from "./App.svelte";
import { watchKeys } from "./keys.svelte.ts";
import { loadSession } from "./session.svelte.ts";
import { speakPreferred } from "./text.svelte.ts";
import { restoreTheme } from "./theme.svelte.ts";

restoreTheme();
watchKeys();
await Promise.all([speakPreferred(), loadSession()]);
const target = document.getElementById("app");
if (target) mount(App, { target });
