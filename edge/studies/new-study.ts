import { randomUUID } from "node:crypto";
import { refuse } from "../asked/refuse.ts";
import { readConfigText, valueProblems } from "../config/read-file.ts";
import type { Study, StudyQuestion } from "../contracts/forecast/studies.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { ConfigRefused } from "../contracts/plant/config-text.ts";
import { type StudyFile, studySchema } from "../forecast/study/file/study-file.ts";
import { studyProblems } from "../forecast/study/file/study-problems.ts";

/** What the text or the values are called in messages. */
const SHOWN = "study";

/** A study that waits. Throws ConfigRefused with everything that is wrong with its file. */
export function newStudy(question: StudyQuestion, by: string, askedAt: Micros): Study {
  const { name, hours, design } = studyFile(question.study);
  return {
    ...{ uid: randomUUID(), name, by, askedAt, state: "waiting", at: question.at, hours, design },
    ...{ picked: null, good: null, pickedGood: null, score: null, adviceUid: null },
    ...{ question, problems: [], failure: null, answer: null, counted: null, attempts: 0 },
  };
}

/** The file of a study, defaults filled in. Throws ConfigRefused. */
export function studyFile(study: StudyQuestion["study"]): StudyFile {
  if (typeof study !== "string") {
    // A copy, because defaults are filled in.
    const values = structuredClone(study) as Record<string, unknown>;
    refuse(valueProblems(SHOWN, values, studySchema, studyProblems));
    return values as unknown as StudyFile;
  }
  try {
    return readConfigText(study, SHOWN, { schema: studySchema, problemsOf: studyProblems });
  } catch (error) {
    if (error instanceof ConfigRefused) refuse(error.problems);
    throw error;
  }
}
