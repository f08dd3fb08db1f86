const GUARD = 3000;

/** A second click on the same button within three seconds is a tremble, not a wish. The server guards besides. */
export function once(): void {
  let last: { form: EventTarget; at: number } | null = null;
  document.addEventListener("submit", (event) => {
    const button = (event as SubmitEvent).submitter as HTMLElement | null;
    if (!event.target || !button?.hasAttribute("data-once")) return;
    if (last && last.form === event.target && event.timeStamp - last.at < GUARD) {
      event.preventDefault();
      return;
    }
    last = { form: event.target, at: event.timeStamp };
    button.setAttribute("aria-disabled", "true");
    window.setTimeout(() => button.removeAttribute("aria-disabled"), GUARD);
  });
}

export function printing(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-print]")) window.print();
  });
}

export function autosubmit(scope: ParentNode): void {
  for (const select of scope.querySelectorAll<HTMLSelectElement>("select[data-autosubmit]")) {
    if (select.dataset.on) continue;
    select.dataset.on = "1";
    select.addEventListener("change", () => select.form?.requestSubmit());
  }
}
