export function sourceFiles(root?: string): string[];
export function strippedFile(file: string, root?: string): string;
export function isStripped(file: string, root?: string): boolean;
export function timeOf(path: string): number | undefined;
export function sourceOf(path: string, root?: string): string | undefined;
export function strippedEnv(env?: NodeJS.ProcessEnv, root?: string): { readonly NODE_OPTIONS: string };
export function strippedSources(root?: string): string;
export function areAllStripped(sources: string, root?: string): boolean;
export function noteStripped(sources: string, root?: string): void;
