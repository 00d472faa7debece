/** Errors of the file system, SQLite and DuckDB, and parts of the edge that ended. */
import type { CauseRow } from "./row.ts";

export const DISK = {
  "disk-full": {
    said: /ENOSPC|EDQUOT|no space left|disk quota exceeded|SQLITE_FULL|database or disk is full/i,
    en: "{path}: the disk is full",
    zh: "{path}：磁盘已满",
    advice: { en: "make room on it", zh: "请清理磁盘空间" },
  },
  "disk-read-only": {
    said: /EROFS|SQLITE_READONLY|readonly database|read-only file system/i,
    en: "{path} is on a read-only mount",
    zh: "{path} 位于只读磁盘",
    advice: { en: "mount it writable, or choose another --data-dir", zh: "请改为可写挂载，或更换 --data-dir" },
  },
  "disk-forbidden": {
    said: /EACCES|EPERM|permission denied|SQLITE_(?:PERM|CANTOPEN)|unable to open database file/i,
    en: "{path}: this user may not use it",
    zh: "{path}：当前用户无权访问",
    advice: { en: "give the edge's user the right to read and write it", zh: "请授予运行用户读写权限" },
  },
  "disk-broken": {
    said: /\bEIO\b|SQLITE_IOERR|disk I\/O error|input\/output error/i,
    en: "{path}: the disk reports an error",
    zh: "{path}：磁盘报错",
    advice: {
      en: "look at the system log, and replace the disk where it is worn",
      zh: "请查看系统日志，必要时更换磁盘",
    },
  },
  "file-locked": {
    said: /SQLITE_(?:BUSY|LOCKED)|database (?:table )?is locked|Could not set lock on file/i,
    en: "{path}: another program holds the file",
    zh: "{path}：文件被其他程序占用（锁定）",
    advice: { en: "end that program", zh: "请结束该程序" },
  },
  "file-damaged": {
    said: /SQLITE_(?:CORRUPT|NOTADB)|image is malformed|not a database|[Cc]orrupt(?:ed)?\b|is damaged/,
    en: "{path} is damaged",
    zh: "{path} 已损坏",
    advice: { en: "take it from a backup (gemba restore)", zh: "请从备份恢复（gemba restore）" },
  },
  "file-missing": {
    said: /ENOENT|no such file/i,
    en: "{path} is missing",
    zh: "{path} 不存在",
    advice: { en: "check the path", zh: "请检查路径" },
  },
  "files-too-many": {
    said: /EMFILE|ENFILE|too many open files/i,
    en: "too many files are open",
    zh: "打开的文件过多",
    advice: {
      en: "raise the limit of open files (ulimit -n) and start again",
      zh: "请提高文件数上限（ulimit -n）后重启",
    },
  },
  "memory-full": {
    said: /ENOMEM|ERR_WORKER_OUT_OF_MEMORY|out of memory|heap limit|reaching memory limit/i,
    en: "there is not enough memory",
    zh: "内存不足",
    advice: { en: "give the machine more, or end other programs", zh: "请增加内存或关闭其他程序" },
  },
} as const satisfies Record<string, CauseRow>;

export const PARTS = {
  "follower-thread-ended": {
    said: /^follower (?<name>\S+): its thread ended; restarting since (?<time>\d{4}-[^ ]+Z): (?<reason>.+)$/,
    en: "follower {name}: its thread ended; restarting since {time}: {reason}",
    zh: "派生记录 {name} 的线程已结束，自 {time} 起重新启动：{reason}",
  },
  "follower-waits": {
    said: /^follower (?<name>\S+): its outputs wait for the disk since (?<time>\d{4}-\S+Z), and it takes no more items/,
    en: "follower {name}: its outputs wait for the disk since {time}, and it takes no more items",
    zh: "派生记录 {name} 的输出自 {time} 起一直等待写入磁盘，在此期间不再读取新数据",
    advice: {
      en: "see whether the disk is full, slow or failing; nothing is lost, and it goes on by itself",
      zh: "请检查磁盘是否已满、过慢或有故障；数据不会丢失，恢复后自动继续",
    },
  },
  "follower-stuck": {
    said: /^follower (?<name>\S+): (?<what>.+?) since (?<time>\d{4}-\S+Z): (?<reason>.+)$/,
    en: "follower {name}: {what} since {time}: {reason}",
    zh: "派生记录 {name} 自 {time} 起停滞：{reason}",
  },
  "process-ended": {
    said: /its process ended with (?<status>\w+)/,
    en: "its process ended with {status}",
    zh: "其进程已结束（{status}）",
    advice: { en: "it is started again; the log says more", zh: "正在重新启动，详情见日志" },
  },
  "run-under-way": {
    said: /a run has been under way for (?<seconds>\d+) s/,
    en: "a run has been under way for {seconds} s",
    zh: "本次运行已持续 {seconds} 秒",
  },
} as const satisfies Record<string, CauseRow>;

export const GAPS = {
  link_lost: { said: /^link_lost$/, en: "link lost", zh: "连接中断" },
  buffer_full: { said: /^buffer_full$/, en: "buffer full", zh: "缓冲区已满" },
  log_damaged: { said: /^log_damaged$/, en: "log damaged", zh: "日志损坏" },
  source_down_no_history: {
    said: /^source_down_no_history$/,
    en: "the source was down and keeps no history",
    zh: "数据源停机且无历史",
  },
  edge_down_no_history: {
    said: /^edge_down_no_history$/,
    en: "the edge was down and the source keeps no history",
    zh: "边缘端停机且数据源无历史",
  },
  source_queue_overflow: {
    said: /^source_queue_overflow$/,
    en: "the source's queue overflowed",
    zh: "数据源队列溢出",
  },
  source_sampling: {
    said: /^source_sampling$/,
    en: "the source sampled too slowly",
    zh: "数据源采样过慢",
  },
  edge_fault: { said: /^edge_fault$/, en: "lost inside the edge", zh: "在边缘端内部丢失" },
  not_replicated: {
    said: /^not_replicated$/,
    en: "not yet on the box that took over",
    zh: "尚未复制到接管的主机",
  },
  operator_discard: { said: /^operator_discard$/, en: "discarded by an operator", zh: "由操作员丢弃" },
  source_qos0: {
    said: /^source_qos0$/,
    en: "messages without acknowledgement were lost",
    zh: "无确认的消息丢失（QoS 0）",
  },
} as const satisfies Record<string, CauseRow>;

/** The browser's words for a request to the edge that failed. */
export const BROWSER = {
  "edge-unreachable": {
    said: /^(?:Failed to fetch|NetworkError.*|Load failed)$/,
    en: "the edge does not answer",
    zh: "无法连接边缘端",
  },
  "request-late": {
    said: /^(?:signal timed out|The operation was aborted due to timeout|The operation timed out\.?)$/,
    en: "no answer in time",
    zh: "请求超时",
  },
} as const satisfies Record<string, CauseRow>;
