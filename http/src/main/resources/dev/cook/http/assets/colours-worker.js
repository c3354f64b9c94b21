// Finds the words of a language in a text. The library writes HTML; what leaves here are only places and kinds, as numbers.
"use strict";

const KINDS = new Map(Object.entries({
  keyword: 0, literal: 0, operator: 0, "selector-tag": 0, "selector-pseudo": 0,
  string: 1, regexp: 1, char: 1, link: 1, code: 1, addition: 1,
  comment: 2, quote: 2, doctag: 2,
  number: 3, symbol: 3, bullet: 3,
  title: 4, section: 4, name: 4, "selector-class": 4, "selector-id": 4,
  type: 5, class: 5, built_in: 5,
  attr: 6, attribute: 6, variable: 6, "template-variable": 6, property: 6, "selector-attr": 6,
  meta: 7, tag: -1, deletion: 7,
}));

/** Names and ends of names that the library does not know by itself. */
const LANGUAGES = new Map(Object.entries({
  gnumakefile: "makefile", makefile: "makefile", gradle: "java", groovy: "java", scala: "java", json5: "json", vue: "xml",
  bashrc: "bash", profile: "bash", gitconfig: "ini", editorconfig: "ini", properties: "ini", conf: "ini", jte: "xml",
}));

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };

const language = (path) => {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const end = name.slice(name.lastIndexOf(".") + 1);
  const known = LANGUAGES.get(name) ?? LANGUAGES.get(end) ?? end;
  return hljs.getLanguage(known)?.name ? known : null;
};

const tokens = (html) => {
  const found = [];
  const kinds = [-1];
  let at = 0;
  let run = null; // the token that may still grow
  for (const [part, names] of html.matchAll(/<span class="([^"]*)">|<\/span>|&[a-z0-9#]+;|[^<&]+/g)) {
    if (names !== undefined) {
      const kind = KINDS.get(names.split(" ")[0].replace("hljs-", ""));
      kinds.push(kind ?? kinds.at(-1));
    } else if (part === "</span>") {
      kinds.pop();
    } else {
      const length = (ENTITIES[part] ?? part).length;
      const kind = kinds.at(-1);
      if (run && run[1] === at && run[2] === kind) run[1] += length;
      else if (kind >= 0) found.push((run = [at, at + length, kind]));
      at += length;
    }
  }
  return Int32Array.from(found.flat());
};

addEventListener("message", (event) => {
  const { library, path, text } = event.data;
  if (!self.hljs) importScripts(library);
  const name = language(path);
  const found = name
    ? tokens(hljs.highlight(text, { language: name, ignoreIllegals: true }).value)
    : new Int32Array();
  postMessage(found, [found.buffer]);
});
