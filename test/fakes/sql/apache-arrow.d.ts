/** The part of the package that tests use: its own types bring those of another Node.js with them. */
declare module "apache-arrow" {
  interface Column extends Iterable<unknown> {
    readonly data: readonly { readonly values: ArrayLike<unknown> }[];
  }

  interface Table {
    readonly numRows: number;
    readonly schema: { readonly fields: readonly { readonly name: string; readonly type: unknown }[] };
    getChild(name: string): Column | null;
  }

  export function tableFromIPC(bytes: Uint8Array): Table;
}
