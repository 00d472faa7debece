/** Gives the browser a file to keep. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download holds on to the content by itself once it has begun.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A name that every file system takes. */
export function fileName(parts: readonly string[], extension: string): string {
  return `${parts.join("-").replaceAll(/[^\p{L}\p{N}.-]+/gu, "-")}.${extension}`;
}
