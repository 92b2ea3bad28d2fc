// What may be said with an invitation.

/** Longest comments in bytes. */
export const COMMENTS = 512;

export const tooManyBytes = (text: string): boolean => new TextEncoder().encode(text.trim()).length > COMMENTS;
