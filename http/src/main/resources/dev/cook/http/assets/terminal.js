// Terminals of what runs on a branch. Each waits behind a button, for it costs its environment some processes; then it
// shows what the environment's tmux draws, goes on by itself when the server was away, and lets those type who may.
(() => {
  "use strict";

  const { xterm, style } = document.currentScript.dataset;
  const OVER = 4000;
  const NOT_NOW = 4001;
  const FORBIDDEN = 4003;
  const PIECE = 16 * 1024;
  const FIRST_WAIT = 500;
  const LONGEST_WAIT = 5_000;
  const FONT = 14;
  const SMALLEST_FONT = 8;
  const LINE_HEIGHT = 1.2;
  const KEYS = { Esc: "\x1b", Tab: "\t", "Ctrl-C": "\x03", "↑": "\x1b[A", "↓": "\x1b[B", "⏎": "\r" };
  const encoder = new TextEncoder();

  const make = document.createElement.bind(document);
  const element = (name, attributes, text) => {
    const made = make(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };

  // xterm.js writes styles into elements and attributes, which the policy of these pages forbids, as it should. What a
  // script sets on a style sheet, or on an element's style, is allowed: so it is given elements that do that instead.
  const styleElement = () => {
    const sheet = new CSSStyleSheet();
    const standIn = element("i", { hidden: "" });
    Object.defineProperty(standIn, "textContent", { set: (text) => sheet.replaceSync(text) });
    standIn.remove = () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
      HTMLElement.prototype.remove.call(standIn);
    };
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return standIn;
  };
  const span = () => {
    const made = make("span");
    made.setAttribute = (name, value) => {
      if (name === "style") made.style.cssText = value;
      else HTMLElement.prototype.setAttribute.call(made, name, value);
    };
    return made;
  };
  const policed = (kind, options) => kind === "style" ? styleElement() : kind === "span" ? span() : make(kind, options);

  let library;
  const load = () => library ??= new Promise((done, failed) => {
    const link = element("link", { rel: "stylesheet", href: style });
    link.addEventListener("load", () => import(xterm).then((found) => { document.createElement = policed; done(found.Terminal); }, failed));
    link.addEventListener("error", failed);
    document.head.append(link);
  }).catch((failure) => { library = undefined; throw failure; });

  const colours = () => {
    const root = getComputedStyle(document.documentElement);
    const of = (name) => root.getPropertyValue(name).trim();
    return { background: of("--term"), foreground: of("--ink"), cursor: of("--accent"), cursorAccent: of("--term"), selectionBackground: `${of("--accent")}55` };
  };

  class View {
    constructor(host) {
      this.host = host;
      this.wait = FIRST_WAIT;
      this.writes = false;
      this.opener = element("button", { type: "button" }, "Open terminal");
      this.opener.addEventListener("click", () => this.open());
      host.append(this.opener);
    }

    async open() {
      this.opener.disabled = true;
      let Terminal;
      try {
        Terminal = await load();
      } catch {
        this.opener.disabled = false;
        this.opener.textContent = "Open terminal (the server did not answer; try again)";
        return;
      }
      this.says = element("span", { class: "says", role: "status" }, "Connecting…");
      this.take = element("button", { type: "button", hidden: "" }, "Take over");
      this.take.addEventListener("click", () => this.become(!this.writes));
      const close = element("button", { type: "button" }, "Close");
      close.addEventListener("click", () => this.close());
      const bar = element("div", { class: "bar" });
      this.keys = element("span", { hidden: "" });
      for (const [name, bytes] of Object.entries(KEYS)) {
        const key = element("button", { type: "button", class: "key" }, name);
        key.addEventListener("click", () => { this.send(bytes); this.term.focus(); });
        this.keys.append(key, " ");
      }
      bar.append(this.says, this.keys, this.take, close);
      this.closer = close;
      this.pane = element("div", { class: "pane", tabindex: "0", role: "group", "aria-label": "Terminal" });
      this.host.replaceChildren(bar, this.pane);
      this.host.classList.add("open");
      this.term = new Terminal({
        fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
        fontSize: FONT,
        // At 1 the rows are as high as the letters, and where a pixel is a pixel they cut underscores off.
        lineHeight: LINE_HEIGHT,
        minimumContrastRatio: 4.5,
        scrollback: 0,
        disableStdin: true,
        theme: colours(),
      });
      this.term.open(this.pane);
      // Whoever only looks keeps the keyboard for the page; whoever types gets it back by Ctrl-Shift-Enter.
      this.term.attachCustomKeyEventHandler((event) => {
        if (this.writes && event.key === "Enter" && event.ctrlKey && event.shiftKey) {
          event.preventDefault();
          if (event.type === "keydown") this.take.focus();
          return false;
        }
        return this.writes;
      });
      this.term.onData((text) => this.send(text));
      this.term.onBinary((text) => this.send(Uint8Array.from(text, (char) => char.charCodeAt(0))));
      this.term.onResize(({ cols, rows }) => {
        this.host.dataset.columns = cols;
        if (this.writes && this.socket?.readyState === WebSocket.OPEN) this.socket.send(`size ${cols} ${rows}`);
      });
      this.watcher = new ResizeObserver(() => this.fit());
      this.watcher.observe(this.host);
      this.scheme = matchMedia("(prefers-color-scheme: dark)");
      this.recolour = () => { this.term.options.theme = colours(); };
      this.scheme.addEventListener("change", this.recolour);
      this.fit();
      this.connect();
      this.pane.focus();
    }

    // Whoever types has as much as fits; whoever looks sees all that there is, smaller, or has to scroll sideways.
    fit() {
      if (this.writes) this.term.options.fontSize = FONT;
      const screen = this.term.element.querySelector(".xterm-screen").getBoundingClientRect();
      if (!screen.width) return;
      const room = this.pane.clientWidth - 16;
      const wide = screen.width / this.term.cols;
      const high = screen.height / this.term.rows;
      if (this.writes) {
        this.term.resize(Math.max(20, Math.floor(room / wide)), Math.max(8, Math.floor(innerHeight * .6 / high)));
      } else {
        const fitting = Math.floor(room / screen.width * this.term.options.fontSize * 2) / 2;
        this.term.options.fontSize = Math.min(FONT, Math.max(SMALLEST_FONT, fitting));
      }
    }

    address() {
      const address = new URL(this.host.dataset.terminal, location);
      if (this.writes) address.search = `?write&columns=${this.term.cols}&rows=${this.term.rows}`;
      return address;
    }

    connect() {
      const address = this.address();
      address.protocol = address.protocol.replace("http", "ws");
      const socket = new WebSocket(address);
      socket.binaryType = "arraybuffer";
      this.socket = socket;
      this.stale = true;
      const mine = (action) => (event) => { if (this.socket === socket) action(event); };
      socket.addEventListener("message", mine((event) => this.hear(event.data)));
      socket.addEventListener("close", mine((event) => this.lost(event)));
    }

    hear(data) {
      if (typeof data !== "string") {
        this.term.write(new Uint8Array(data));
        this.wait = FIRST_WAIT;
        return;
      }
      const about = JSON.parse(data);
      // The last screen stays, dimmed, until the server draws again.
      if (this.stale) this.term.reset();
      this.stale = false;
      // What was drawn before may be of another size, or of before the server was away.
      if (about.columns && (about.columns !== this.term.cols || about.rows !== this.term.rows)) this.term.resize(about.columns, about.rows);
      this.fit();
      this.host.classList.remove("old");
      this.host.classList.toggle("writes", about.write);
      this.writes = about.write;
      this.term.options.disableStdin = !about.write;
      this.term.options.cursorBlink = about.write;
      this.keys.hidden = !about.write;
      this.take.hidden = !about.may;
      this.take.textContent = about.write ? "Stop typing" : "Take over";
      this.says.textContent = about.write ? `You are typing into ${about.what}. Press Ctrl-Shift-Enter to release the keyboard.` : `Viewing ${about.what}`;
      if (about.write) this.term.focus();
    }

    become(writes) {
      this.writes = writes;
      this.leave();
      this.fit();
      this.says.textContent = "Connecting…";
      this.connect();
    }

    lost(event) {
      this.host.classList.add("old");
      this.term.options.disableStdin = true;
      if (event.code === OVER || event.code === FORBIDDEN) {
        this.close(event.reason);
        return;
      }
      const why = event.code === NOT_NOW && event.reason ? `: ${event.reason}` : "";
      this.says.textContent = `Disconnected${why}. Reconnecting…`;
      this.again = setTimeout(() => this.retry(), this.wait);
      this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
    }

    // A WebSocket that is refused does not say why; the same address does, when it is asked as a page.
    async retry() {
      const socket = this.socket;
      const answer = await fetch(this.address()).catch(() => ({ status: 0 }));
      if (this.socket !== socket) return;
      if (answer.status === 404) {
        this.close("the command has ended");
        return;
      }
      if (answer.status === 403) this.writes = false;
      this.connect();
    }

    send(text) {
      if (!this.writes || this.socket?.readyState !== WebSocket.OPEN) return;
      const bytes = typeof text === "string" ? encoder.encode(text) : text;
      for (let at = 0; at < bytes.length; at += PIECE) this.socket.send(bytes.subarray(at, at + PIECE));
    }

    leave() {
      clearTimeout(this.again);
      const socket = this.socket;
      this.socket = undefined;
      socket?.close(1000);
    }

    close(why) {
      this.leave();
      this.watcher?.disconnect();
      this.scheme?.removeEventListener("change", this.recolour);
      this.term?.dispose();
      this.host.classList.remove("open", "writes", "old");
      this.writes = false;
      this.wait = FIRST_WAIT;
      this.opener.disabled = false;
      this.host.replaceChildren(this.opener);
      if (why) this.host.append(" ", element("span", { class: "more" }, `Terminal closed: ${why}.`));
      else this.opener.focus();
    }
  }

  const views = new Map();
  const look = () => {
    for (const [host, view] of views) {
      if (!host.isConnected) {
        view.leave();
        view.watcher?.disconnect();
        view.term?.dispose();
        views.delete(host);
      }
    }
    for (const host of document.querySelectorAll("[data-terminal]")) {
      if (!views.has(host)) views.set(host, new View(host));
    }
  };
  new MutationObserver(look).observe(document.getElementById("story"), { childList: true, subtree: true });
  look();
})();
