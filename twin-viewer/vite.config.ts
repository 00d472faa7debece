import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2024",
    // Inlined fonts and images would be data: URLs, which `default-src 'self'` refuses.
    assetsInlineLimit: 0,
    // The polyfill is for browsers older than the target.
    modulePreload: { polyfill: false },
    // The twin, the page behind the labels on machines, the sheet of these labels, the record of a piece, a
    // dashboard for frames of other sites, and all sites of a company.
    rollupOptions: {
      input: ["index.html", "phone.html", "labels.html", "record.html", "embed.html", "company.html"].map((page) =>
        fileURLToPath(new URL(page, import.meta.url)),
      ),
    },
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
  },
});
