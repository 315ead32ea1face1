// The reader of PDF files names its parts through this; we name them ourselves, in Vietnamese.
export const quiet = {
  getLanguage: () => "vi",
  getDirection: () => "ltr",
  get: async (ids) => (Array.isArray(ids) ? ids.map(() => "") : ""),
  translate: async () => {},
  translateOnce: async () => {},
  destroy: async () => {},
  pause: () => {},
  resume: () => {},
};
