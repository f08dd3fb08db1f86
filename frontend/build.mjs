// Builds everything a browser gets from us into src/wellknit/static/built/. One entry: `node frontend/build.mjs`.
// File names carry no hash: whitenoise adds it when the files are collected.
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import * as sass from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, "node_modules");
const BUILT = join(HERE, "..", "src", "wellknit", "static", "built");
// Built beside and put in place at the end: a mistake in a style leaves the old files standing.
const OUT = join(MODULES, ".built");

/** Families and the subsets we serve of each. Latin comes from Noto Sans alone, so that all scripts share one Latin. */
const FAMILIES = {
  "noto-sans": ["latin", "latin-ext", "vietnamese"],
  "noto-sans-thai": ["thai"],
  "noto-sans-lao": ["lao"],
  "noto-sans-khmer": ["khmer"],
  "noto-sans-myanmar": ["myanmar"],
};
// Chinese comes in a hundred slices; their list alone weighs more than all our styles, so only Chinese pages load it.
// A Chinese name on another page is drawn by the reader's own system, which nearly always has the signs.
const CHINESE = { "noto-sans-sc": ["[0-9]+"] };
const WEIGHTS = [400, 700];
// For PDF: whole fonts, outside the folder a browser gets its files from. Two weights of each; a package brings nine.
const PDF_FONTS = join(HERE, "..", "src", "wellknit", "fonts");
const PDF_FAMILIES = ["noto-sans", "noto-sans-thai", "noto-sans-lao", "noto-sans-khmer", "noto-sans-myanmar", "noto-sans-sc"];

async function styles() {
  const { css } = sass.compile(join(HERE, "scss", "app.scss"), { loadPaths: [MODULES], quietDeps: true });
  const small = await transform(css, { loader: "css", minify: true });
  writeFileSync(join(OUT, "app.css"), small.code);
}

/** One @font-face block per subset, woff2 only, each with its unicode-range: a browser fetches only the scripts on the page. */
async function fonts(families, sheet) {
  mkdirSync(join(OUT, "fonts"), { recursive: true });
  const faces = [];
  for (const [family, subsets] of Object.entries(families)) {
    const folder = join(MODULES, "@fontsource", family);
    const wanted = new RegExp(`files/${family}-\\[?(?:${subsets.join("|")})\\]?-\\d+-normal\\.woff2$`);
    for (const weight of WEIGHTS) {
      for (const block of readFileSync(join(folder, `${weight}.css`), "utf8").match(/@font-face \{[^}]+\}/g)) {
        const [, path] = block.match(/url\(\.\/(files\/[^)]+\.woff2)\)/);
        if (!wanted.test(path)) continue;
        const name = path.slice("files/".length).replace(/[[\]]/g, "");
        cpSync(join(folder, path), join(OUT, "fonts", name));
        faces.push(block.replace(/src: [^;]+;/, `src: url(fonts/${name}) format("woff2");`));
      }
    }
  }
  const small = await transform(faces.join("\n"), { loader: "css", minify: true });
  writeFileSync(join(OUT, sheet), small.code);
  return faces.length;
}

/** The fonts papers are set in: src/wellknit/fonts/, not committed, part of a release. */
function paperFonts() {
  rmSync(PDF_FONTS, { recursive: true, force: true });
  mkdirSync(PDF_FONTS, { recursive: true });
  for (const family of PDF_FAMILIES) {
    const folder = join(MODULES, "@expo-google-fonts", family);
    for (const weight of ["400Regular", "700Bold"])
      for (const file of readdirSync(join(folder, weight)).filter((name) => name.endsWith(".ttf")))
        cpSync(join(folder, weight, file), join(PDF_FONTS, file));
  }
}

async function script() {
  await build({
    entryPoints: [join(HERE, "ts", "main.ts")],
    outfile: join(OUT, "app.js"),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    logLevel: "warning",
  });
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
cpSync(join(HERE, "img"), OUT, { recursive: true });
paperFonts();
const [faces, chinese] = await Promise.all([fonts(FAMILIES, "fonts.css"), fonts(CHINESE, "fonts-zh.css"), styles(), script()]);
rmSync(BUILT, { recursive: true, force: true });
mkdirSync(dirname(BUILT), { recursive: true }); // git keeps no empty folder: a fresh clone has none
renameSync(OUT, BUILT);
const kb = (name) => `${name} ${Math.round(statSync(join(BUILT, name)).size / 1024)} kB`;
console.log(`Front end built: ${["app.css", "fonts.css", "fonts-zh.css", "app.js"].map(kb).join(", ")}, ${faces + chinese} font files.`);
