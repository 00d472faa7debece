import type { JSX } from "preact";
import type { ConfigPath } from "../../../../../edge/contracts/plant/config-edit.ts";
import type { Schema } from "./schema.ts";

export interface FormProps {
  readonly schema: Schema;
  readonly value: unknown;
  readonly path: ConfigPath;
  /** The key or number under which a parent shows it. */
  readonly label: string;
}

/** A form of maps and lists draws its parts with the form that it is a part of. */
export interface ContainerProps extends FormProps {
  readonly Part: (props: FormProps) => JSX.Element;
}
