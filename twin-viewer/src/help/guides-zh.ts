/** The Chinese guides, one file of the build: they are read and searched together. */
export const TEXTS: Readonly<Record<string, string>> = import.meta.glob("../../../docs/*.zh-CN.md", {
  query: "?raw",
  import: "default",
  eager: true,
});
