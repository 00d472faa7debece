/** Texts of groups by cause, loaded with the room of the alerts. */
import { CATALOGUE } from "./catalogue.ts";
import { floodTexts } from "./texts/floods.ts";

Object.assign(CATALOGUE, floodTexts);
