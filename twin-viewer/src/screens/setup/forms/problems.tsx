import type { ConfigPath } from "../../../../../edge/contracts/plant/config-edit.ts";
import { placeOf, problemInWords } from "../../../data/problem.ts";
import { pathText } from "../edit-values.ts";
import { checked, tree } from "../state.ts";

/** The problems of the last check at this place. */
export function Problems({ path }: { readonly path: ConfigPath }) {
  const text = pathText(path);
  const found = (checked.value?.problems ?? tree.value?.problems ?? []).filter((one) => one.path === text);
  if (found.length === 0) return null;
  return (
    <>
      {found.map((one) => (
        <p key={one.code} class="failure" title={placeOf(one)}>
          {problemInWords(one)}
        </p>
      ))}
    </>
  );
}
