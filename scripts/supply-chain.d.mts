export function problems(): string[];
export function sbom(): { readonly bomFormat: string; readonly components: readonly { readonly name: string }[] };
