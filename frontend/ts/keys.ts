// Single-key shortcuts can be switched off (WCAG 2.1.4); only that choice is kept in the browser.
const OFF = "wk-keys-off";

function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.closest?.("input, textarea, select, [contenteditable]");
}

export function keys(): void {
  const help = document.getElementById("wk-keys") as HTMLDialogElement | null;
  const home = document.querySelector<HTMLAnchorElement>("a[data-home]");
  const off = (): boolean => window.localStorage.getItem(OFF) === "1";
  const choice = help?.querySelector<HTMLInputElement>("[data-keys-off]");
  if (choice) {
    choice.checked = off();
    choice.addEventListener("change", () => window.localStorage.setItem(OFF, choice.checked ? "1" : "0"));
  }
  for (const opener of document.querySelectorAll("[data-keys-open]")) opener.addEventListener("click", () => help?.showModal());
  let before = "";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || off()) return;
    const pair = before + event.key;
    before = event.key;
    if (event.key === "/") {
      const box = [...document.querySelectorAll<HTMLInputElement>("input[data-search]")].find((input) => input.offsetParent);
      if (!box) return;
      event.preventDefault();
      box.focus();
    } else if (event.key === "?") {
      help?.showModal();
    } else if (pair === "gh" && home) {
      home.click();
    }
  });
}
