// A signature drawn with finger, pen or mouse becomes a PNG in the file field that stands there without script.
type Point = { x: number; y: number };

function position(canvas: HTMLCanvasElement, event: PointerEvent): Point {
  const box = canvas.getBoundingClientRect();
  return { x: ((event.clientX - box.left) * canvas.width) / box.width, y: ((event.clientY - box.top) * canvas.height) / box.height };
}

function store(canvas: HTMLCanvasElement, input: HTMLInputElement): void {
  canvas.toBlob((blob) => {
    if (!blob) return;
    const files = new DataTransfer();
    files.items.add(new File([blob], "signature.png", { type: "image/png" }));
    input.files = files.files;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, "image/png");
}

function pad(root: HTMLElement): void {
  const canvas = root.querySelector("canvas");
  const input = root.querySelector<HTMLInputElement>("input[type=file]");
  const ink = canvas?.getContext("2d");
  if (!canvas || !input || !ink || root.dataset.on) return;
  root.dataset.on = "1";
  canvas.width = 1120;
  canvas.height = 380;
  const clear = (): void => {
    ink.fillStyle = "#fff";
    ink.fillRect(0, 0, canvas.width, canvas.height);
    input.value = "";
  };
  clear();
  ink.strokeStyle = "#12202a";
  ink.lineWidth = 5;
  ink.lineCap = ink.lineJoin = "round";
  let last: Point | null = null;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = position(canvas, event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = position(canvas, event);
    ink.beginPath();
    ink.moveTo(last.x, last.y);
    ink.lineTo(next.x, next.y);
    ink.stroke();
    last = next;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (last) store(canvas, input);
      last = null;
    });
  }
  root.querySelector("[data-clear]")?.addEventListener("click", clear);
}

export function signatures(scope: ParentNode): void {
  for (const root of scope.querySelectorAll<HTMLElement>("[data-signature]")) pad(root);
}
