/** Texts of islands, loaded with the room of material. */
import { CATALOGUE } from "./catalogue.ts";
import { islandTexts } from "./texts/islands.ts";

Object.assign(CATALOGUE, islandTexts);
