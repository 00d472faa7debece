export function youngPins(
  names: readonly string[],
  published: Readonly<Record<string, string>>,
  nowMs: number,
): string[];
export function problems(): string[];
export function sbom(): { readonly bomFormat: string; readonly components: readonly { readonly name: string }[] };
