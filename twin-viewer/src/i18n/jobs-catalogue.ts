/** Texts of next jobs, loaded with their room. */
import { CATALOGUE } from "./catalogue.ts";
import { jobRoomTexts } from "./texts/jobs.ts";
import { tableFileTexts } from "./texts/table-files.ts";

Object.assign(CATALOGUE, jobRoomTexts, tableFileTexts);
