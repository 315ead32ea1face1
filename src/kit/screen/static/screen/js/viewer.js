// The document on the page: pages drawn as they come near, text layer, search with or without marks, print, full
// screen. "Seen" is a fact: the foot of the last page was inside the window.
import { csrfToken, inField, say, visible } from "./dom.js";
import { composing } from "./keys.js";
import { quiet } from "./viewer_words.js";

const FITS = { width: ["page-width", "Vừa chiều rộng"], page: ["page-fit", "Vừa khổ"], actual: ["1", "Cỡ thật"] };
const PRINT_DPI = 150;
const ORDER = ["width", "page", "actual"];
const opened = new WeakMap();
let library = null;

/** Loads the reader once for all viewers of a page. */
async function load(address) {
  const base = new URL(".", new URL(address, document.baseURI)).href;
  const pdfjs = await import(new URL(address, document.baseURI).href);
  // The components look for the library in this global name.
  globalThis.pdfjsLib ??= pdfjs;
  const parts = await import(`${base}pdf_viewer.mjs`);
  pdfjs.GlobalWorkerOptions.workerSrc = `${base}pdf.worker.mjs`;
  return { pdfjs, parts, base };
}

export async function open(root) {
  const viewer = new Viewer(root);
  opened.set(root, viewer);
  await viewer.start();
}

class Viewer {
  constructor(root) {
    this.root = root;
    this.scroll = root.querySelector("[data-viewer-scroll]");
    this.fit = root.dataset.fit in FITS ? root.dataset.fit : "width";
    this.seen = false;
  }

  part(name) {
    return this.root.querySelector(`[data-viewer-${name}]`);
  }

  async start() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-viewer-do]");
      if (button) this.act(button.dataset.viewerDo, button);
    });
    // A hidden viewer (the list of a phone) fetches nothing until it is shown.
    await new Promise((shown) => {
      const watch = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        shown();
      });
      watch.observe(this.root);
    });
    try {
      library ??= load(this.root.dataset.library);
      const { pdfjs, parts, base } = await library;
      this.build(parts);
      const task = pdfjs.getDocument({
        url: this.root.dataset.viewer, cMapUrl: `${base}cmaps/`, cMapPacked: true, standardFontDataUrl: `${base}standard_fonts/`,
        wasmUrl: `${base}wasm/`, iccUrl: `${base}iccs/`, isEvalSupported: false, enableXfa: false, withCredentials: true,
      });
      const file = await task.promise;
      if (!this.root.isConnected) {
        await task.destroy();
        return;
      }
      this.file = file;
      this.viewer.setDocument(file);
      this.links.setDocument(file);
      this.gone(task);
    } catch (trouble) {
      this.fail(trouble);
    }
  }

  build(parts) {
    this.bus = new parts.EventBus();
    this.links = new parts.PDFLinkService({ eventBus: this.bus, externalLinkTarget: 2, externalLinkRel: "noopener noreferrer" });
    this.finder = new parts.PDFFindController({ linkService: this.links, eventBus: this.bus });
    this.viewer = new parts.PDFViewer({
      container: this.scroll, viewer: this.scroll.querySelector(".pdfViewer"), eventBus: this.bus, linkService: this.links,
      findController: this.finder, l10n: quiet, annotationMode: 1, annotationEditorMode: -1, enableAutoLinking: false,
    });
    this.links.setViewer(this.viewer);
    this.bus.on("pagesinit", () => this.ready());
    this.bus.on("pagechanging", () => this.pageWords());
    this.bus.on("pagerendered", () => this.checkSeen());
    this.bus.on("updatefindmatchescount", ({ matchesCount }) => this.found(matchesCount));
    this.bus.on("updatefindcontrolstate", ({ state, matchesCount }) => this.found(matchesCount, state === 1));
    this.scroll.addEventListener("scroll", () => this.checkSeen(), { passive: true });
    new ResizeObserver(() => this.refit()).observe(this.scroll);
    this.part("find").querySelector("input").addEventListener("input", (event) => this.search(event.target.value));
    this.part("find").addEventListener("keydown", (event) => {
      if (composing(event)) return;
      if (event.code === "Enter") this.search(this.query, event.shiftKey);
      if (event.code === "Escape") {
        event.preventDefault();
        this.act("find");
      }
    });
  }

  ready() {
    this.part("wait").hidden = true;
    for (const page of this.scroll.querySelectorAll(".page")) {
      page.setAttribute("role", "group");
      page.setAttribute("aria-label", `Trang ${page.dataset.pageNumber}`);
    }
    this.refit();
    this.scroll.scrollTop = 0;
    const page = Number(this.root.dataset.page) || 1;
    if (page > 1) this.viewer.currentPageNumber = Math.min(page, this.viewer.pagesCount);
    this.pageWords();
    this.checkSeen();
    this.root.dispatchEvent(new CustomEvent("cv:opened", { bubbles: true, detail: { pages: this.viewer.pagesCount } }));
    this.sayWithoutText();
  }

  async sayWithoutText() {
    const text = await (await this.file.getPage(1)).getTextContent();
    if (text.items.length === 0) {
      this.scroll.setAttribute("aria-label", `${this.scroll.getAttribute("aria-label")}. Bản quét, không có chữ để đọc.`);
      this.root.dispatchEvent(new CustomEvent("cv:no-text", { bubbles: true }));
    }
  }

  refit() {
    if (!this.viewer?.pagesCount || !visible(this.scroll)) return;  // a page that was swapped away, or not the open tab
    // The reader would scroll the first page's edge under the bar; a page that stood at the top stays there.
    const atTop = this.scroll.scrollTop < 24;
    if (this.fit) this.viewer.currentScaleValue = FITS[this.fit][0];
    if (atTop) this.scroll.scrollTop = 0;
    const words = this.part("fit");
    if (words) words.textContent = this.fit ? FITS[this.fit][1] : `${Math.round(this.viewer.currentScale * 100)} %`;
    this.checkSeen();
  }

  pageWords() {
    const words = this.part("page");
    if (words) words.textContent = `Trang ${this.viewer.currentPageNumber} / ${this.viewer.pagesCount}`;
    this.root.dispatchEvent(new CustomEvent("cv:page", { bubbles: true, detail: { page: this.viewer.currentPageNumber, of: this.viewer.pagesCount } }));
  }

  checkSeen() {
    if (this.seen || !this.viewer?.pagesCount || !visible(this.scroll)) return;
    const last = this.viewer.getPageView(this.viewer.pagesCount - 1);
    if (!last?.div || last.renderingState !== 3) return;
    const window = this.scroll.getBoundingClientRect();
    if (last.div.getBoundingClientRect().bottom > window.bottom + 24) return;
    this.seen = true;
    const target = this.root.dataset.seenTarget && document.querySelector(this.root.dataset.seenTarget);
    if (target) {
      target.value = "1";
      target.dispatchEvent(new Event("change", { bubbles: true }));
      target.form?.querySelectorAll("[data-when-seen]").forEach((locked) => locked.removeAttribute("aria-disabled"));
    }
    if (this.root.dataset.seenUrl) fetch(this.root.dataset.seenUrl, { method: "POST", headers: { "X-CSRFToken": csrfToken() } }).catch(() => say("Chưa ghi được là đã xem."));
    this.root.dispatchEvent(new CustomEvent("cv:seen", { bubbles: true, detail: { pages: this.viewer.pagesCount } }));
  }

  /** Space: one window further; at the foot nothing more, and the document counts as seen. */
  further(back) {
    const step = this.scroll.clientHeight - 48;
    this.scroll.scrollBy({ top: back ? -step : step });
  }

  search(query, back = false) {
    const again = query === this.query;
    this.query = query;
    if (!query) this.part("found").textContent = "";
    this.bus.dispatch("find", { source: this, type: again ? "again" : "", query, caseSensitive: false, entireWord: false, highlightAll: true, findPrevious: back, matchDiacritics: false });
  }

  found(count, none = false) {
    const words = this.part("found");
    if (!this.query) words.textContent = "";
    else if (none) words.textContent = "Không thấy";
    else if (count?.total) words.textContent = `${count.current} / ${count.total}`;
  }

  act(name, button) {
    if (!this.viewer) return;
    if (name === "in" || name === "out") {
      this.fit = null;
      this.viewer.currentScale = Math.min(4, Math.max(0.3, this.viewer.currentScale * (name === "in" ? 1.15 : 1 / 1.15)));
      this.refit();
    } else if (name === "fit") {
      this.fit = ORDER[(ORDER.indexOf(this.fit) + 1) % ORDER.length];
      this.refit();
      say(FITS[this.fit][1]);
    } else if (name === "find") {
      this.toggleFind();
    } else if (name === "next" || name === "previous") {
      this.search(this.query ?? "", name === "previous");
    } else if (name === "full") {
      if (document.fullscreenElement) document.exitFullscreen();
      else this.root.requestFullscreen?.();
    } else if (name === "print") {
      this.print(button);
    }
  }

  toggleFind() {
    const bar = this.part("find");
    bar.hidden = !bar.hidden;
    const button = this.root.querySelector('.cv-viewer-bar [data-viewer-do="find"]');
    button?.setAttribute("aria-expanded", String(!bar.hidden));
    if (bar.hidden) {
      this.bus.dispatch("findbarclose", { source: this });
      (button ?? this.scroll).focus();
    } else {
      bar.querySelector("input").focus();
      bar.querySelector("input").select();
    }
  }

  /** Prints every page of the file, drawn at 150 dots per inch; the rest of the screen stays off the paper. */
  async print(button) {
    button?.setAttribute("aria-busy", "true");
    const sheet = document.createElement("div");
    sheet.className = "cv-print-pages";
    try {
      for (let number = 1; number <= this.file.numPages; number += 1) {
        const page = await this.file.getPage(number);
        const viewport = page.getViewport({ scale: PRINT_DPI / 72 });
        const canvas = document.createElement("canvas");
        canvas.width = viewport.width;
        canvas.height = viewport.height;
        await page.render({ canvas, viewport, intent: "print" }).promise;
        sheet.append(canvas);
      }
      document.body.append(sheet);
      document.body.dataset.printing = "document";
      globalThis.print();
    } catch (trouble) {
      say("Chưa in được văn bản này.");
      throw trouble;
    } finally {
      delete document.body.dataset.printing;
      sheet.remove();
      button?.removeAttribute("aria-busy");
    }
  }

  fail(trouble) {
    this.part("wait").hidden = true;
    this.part("error").hidden = false;
    this.root.dataset.trouble = trouble?.name ?? "error";
    if (trouble?.name === "PasswordException") {
      this.part("error").querySelector(".cv-state-head").textContent = "Văn bản đặt mật khẩu, chưa mở được ở đây";
    }
    this.root.dispatchEvent(new CustomEvent("cv:failed", { bubbles: true, detail: { name: this.root.dataset.trouble } }));
  }

  /** A viewer that left the page gives its memory back. */
  gone(task) {
    const watch = () => {
      if (this.root.isConnected) return;
      document.removeEventListener("htmx:afterSettle", watch);
      this.viewer.setDocument(null);
      task.destroy();
    };
    document.addEventListener("htmx:afterSettle", watch);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.code !== "Space" || event.defaultPrevented || composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (inField(event.target) || event.target.closest?.("button, summary, input, dialog, [popover], [role=option]")) return;
  const root = [...document.querySelectorAll("[data-viewer]")].find(visible);
  const viewer = root && opened.get(root);
  if (!viewer?.file) return;
  event.preventDefault();
  viewer.further(event.shiftKey);
});
