// Drafts go to the server, which seals them. Nothing is kept in the browser: others sit at this screen after us.
import { csrf, word } from "./words";

const PAUSE = 3000;
const dirty = new WeakSet<HTMLFormElement>();
let leaving = false;

/** From now on no question is asked when the page is left (quick exit, or the form was sent). */
export function letGo(): void {
  leaving = true;
}

function say(form: HTMLFormElement, state: string, text: string): void {
  const line = form.querySelector<HTMLElement>("[data-kept]");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = text;
}

async function keep(form: HTMLFormElement, url: string, hidden = false): Promise<void> {
  const body = new FormData(form);
  for (const [name, value] of [...body.entries()]) if (value instanceof File) body.delete(name);
  // The key that makes a sending happen once belongs to the sending, not to its drafts.
  body.delete("form_key");
  dirty.delete(form);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrf(form), "X-Draft": "1" },
      keepalive: hidden,
      redirect: "manual",
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    say(form, "kept", word("kept").replace("%s", time));
  } catch {
    dirty.add(form);
    say(form, "failed", word("notKept"));
  }
}

export function drafts(scope: ParentNode): void {
  for (const form of scope.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    if (form.dataset.draftOn) continue;
    form.dataset.draftOn = "1";
    const url = form.dataset.draft as string;
    let timer = 0;
    form.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void keep(form, url), PAUSE);
    });
    form.addEventListener("submit", () => window.clearTimeout(timer));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && dirty.has(form) && !leaving) void keep(form, url, true);
    });
  }
}

export function warnBeforeLeaving(scope: ParentNode): void {
  for (const form of scope.querySelectorAll<HTMLFormElement>("form[data-warn-leave], form[data-draft]")) {
    if (form.dataset.watched) continue;
    form.dataset.watched = "1";
    form.addEventListener("input", () => dirty.add(form));
    form.addEventListener("submit", letGo);
    if (!form.hasAttribute("data-warn-leave")) continue;
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && form.isConnected && dirty.has(form)) event.preventDefault();
    });
  }
}
