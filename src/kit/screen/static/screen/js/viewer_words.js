// The few words the reader of PDF files would otherwise say in English.
function name(element) {
  const words = JSON.parse(element.dataset.l10nArgs ?? "{}");
  if (element.dataset.l10nId === "pdfjs-page-landmark") element.setAttribute("aria-label", `Trang ${words.page}`);
}

export const vietnamese = {
  getLanguage: () => "vi",
  getDirection: () => "ltr",
  get: async (ids) => (Array.isArray(ids) ? ids.map(() => "") : ""),
  translate: async (root) => {
    name(root);
    root.querySelectorAll?.("[data-l10n-id]").forEach(name);
  },
  translateOnce: async (root) => name(root),
  destroy: async () => {},
  pause: () => {},
  resume: () => {},
};
