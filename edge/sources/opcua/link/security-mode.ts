export type SecurityMode = "none" | "sign" | "sign-and-encrypt";
