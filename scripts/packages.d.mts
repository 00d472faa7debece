/** What is needed of an entry of npm's lockfile. */
export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}
export interface Packages {
  readonly locked: Readonly<Record<string, LockedPackage>>;
  readonly here: Readonly<Record<string, LockedPackage>>;
}
export function readPackages(root?: string): Packages;
export function missingPackages(packages: Packages, options: { readonly all: boolean }): string[];
