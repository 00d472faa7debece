/** Refusals of jobs for machines (docs/rules/dispatch.md). */
import type { CauseRow } from "./row.ts";

export const DISPATCH_REFUSALS = {
  "job-known": {
    en: "the machine has a job {job} already; give it another name",
    zh: "该机床已有作业 {job}，请换一个名称",
  },
  "job-under-way": { en: "job {job} is being given now", zh: "作业 {job} 正在下达" },
  "job-not-written": {
    en:
      'jobs of {asset} cannot be written: its source has no writeBack for jobs. Set "writeBack: jobs" at the ' +
      "source",
    zh: "无法向 {asset} 下达作业：其数据源未允许写入作业。请在数据源上设置“writeBack: jobs”",
  },
  "job-unknown-outcome": {
    en:
      "the machine did not answer, and does not list job {job} so far: whether it has the job is unknown. Look at " +
      "the machine; given again under this name, a job that it lists is refused",
    zh: "机床没有应答，目前也未列出作业 {job}：是否已接收未知。请到机床查看；以同一名称再次下达时，机床已列出的作业会被拒绝",
  },
  "job-refused": {
    en: "the machine at {source} refused: {reason}",
    zh: "{source} 的机床拒绝：{reason}",
  },
  "job-no-control": {
    en: "the machine has no such job control at {source}: {reason}",
    zh: "{source} 的机床没有该作业控制：{reason}",
  },
  "dispatch-none": {
    en: "No schedule is in force. Put one in force first.",
    zh: "没有生效的排产。请先使一个排产生效。",
  },
  "dispatch-other-plan": {
    en: "Another schedule is in force by now. Look at its jobs first.",
    zh: "现已有其他排产生效。请先查看其作业。",
  },
  "dispatch-not-next": {
    en: "{order}, {step} is not among the next jobs of {machine}. Look again: it may be made, or planned elsewhere.",
    zh: "{order} 的 {step} 不在 {machine} 的后续作业中。请刷新：它可能已完成，或已改到其他设备。",
  },
  "dispatch-told-before": {
    en: "{who} passed this job on to the station at {moment} already.",
    zh: "{who} 已于 {moment} 通知该工位。",
  },
  "changeovers-span": { en: "Changeovers cover 31 days at most.", zh: "换型最多查询 31 天。" },
  "changeovers-none": {
    en: "No piece has been seen yet. Let the edge watch the plant.",
    zh: "尚未见到工件。请让边缘端继续观察工厂。",
  },
  "dispatch-blocked": {
    en: "The job was not sent: {reason}",
    zh: "作业未下达：{reason}",
  },
  "job-no-machines": { en: "this edge reads no machines now", zh: "此边缘端当前不读取机床" },
  "job-person-only": {
    en: "A token cannot do this: giving a job to a machine needs the person. Sign in.",
    zh: "令牌无权执行此操作：向机床下达作业须由本人登录后进行。",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
