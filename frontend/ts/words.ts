// The page carries our sentences in the reader's language; the script holds none.
export function word(name: string): string {
  return document.getElementById("wk-words")?.dataset[name] ?? "";
}

export function csrf(form?: HTMLFormElement): string {
  const field = (form ?? document).querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  return field?.value ?? "";
}
