/** Lets the browser save a file. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Once the download has begun, the browser keeps the content itself.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A name that every file system accepts. */
export function fileName(parts: readonly string[], extension: string): string {
  return `${parts.join("-").replaceAll(/[^\p{L}\p{N}.-]+/gu, "-")}.${extension}`;
}
