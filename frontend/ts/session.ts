// The server ends a session; the page only says so in time.
const NOTICE = 120;

export function session(): void {
  const { sessionSeconds, sessionPing } = document.body.dataset;
  const dialog = document.getElementById("wk-session") as HTMLDialogElement | null;
  const seconds = Number(sessionSeconds);
  if (!dialog || !seconds || !sessionPing) return;
  let timer = 0;
  const others = "BroadcastChannel" in window ? new BroadcastChannel("wk-session") : null;

  const wait = (): void => {
    window.clearTimeout(timer);
    if (dialog.open) dialog.close();
    timer = window.setTimeout(() => dialog.showModal(), Math.max(0, seconds - NOTICE) * 1000);
  };
  // Another tab of ours reached the server: the session lives on here too.
  others?.addEventListener("message", wait);
  dialog.querySelector("[data-stay]")?.addEventListener("click", async () => {
    const answer = await fetch(sessionPing, { redirect: "manual", headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!answer?.ok) return window.location.reload();
    others?.postMessage("here");
    wait();
  });
  others?.postMessage("here");
  wait();
}
