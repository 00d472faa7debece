export function viewerSources(root?: string): string;
export function isViewerBuilt(sources: string, root?: string): boolean;
export function noteViewerBuilt(sources: string, root?: string): void;
