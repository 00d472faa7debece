/** Texts of Explore, loaded with its room. */
import { CATALOGUE } from "./catalogue.ts";
import { exploreTexts } from "./texts/explore.ts";

Object.assign(CATALOGUE, exploreTexts);
