/** Texts of the register on the map, loaded with it. */
import { CATALOGUE } from "./catalogue.ts";
import { safetyMapTexts } from "./texts/safety-map.ts";

Object.assign(CATALOGUE, safetyMapTexts);
