// Somebody looks over the shoulder: the page is gone before the network answers, and "back" does not bring it again.
import { letGo } from "./drafts";
import { csrf } from "./words";

function leave(form: HTMLFormElement): void {
  letGo();
  document.documentElement.classList.add("wk-gone");
  document.title = form.dataset.quickExitTitle ?? "";
  const body = new URLSearchParams({ csrfmiddlewaretoken: csrf(form) });
  void fetch(form.action, { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => undefined);
  sessionStorage.clear();
  document.body.replaceChildren();
  window.location.replace(form.dataset.quickExit || form.action);
}

export function quickExit(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-quick-exit]");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(form);
  });
  let pressed: number[] = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pressed = [...pressed.filter((then) => event.timeStamp - then < 1500), event.timeStamp];
    if (pressed.length >= 3) leave(form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.classList.contains("wk-gone")) window.location.replace(form.action);
  });
}
