export const EDGE_FLAGS: readonly string[];
export function compileCache(what: "run" | "test", root?: string): { readonly folder: string; readonly stamp: string };
export function compiledEnv(what: "run" | "test", root?: string): { readonly NODE_COMPILE_CACHE?: string };
export const NODE: string;
export function wrongNode(version?: string): string | undefined;
export function writeExec(folder: string): void;
