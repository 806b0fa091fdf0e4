/** A line as a runner of GitHub Actions reads it. */
export interface WorkflowCommand {
  command: string;
  properties: Map<string, string>;
  message: string;
}

/** Reads a line by the rules of the runner (actions/runner, ActionCommand.TryParseV2); undefined for a plain line. */
export function workflowCommand(line: string): WorkflowCommand | undefined {
  const text = line.trimStart();
  if (!text.startsWith("::")) return undefined;
  const end = text.indexOf("::", 2);
  if (end === -1) return undefined;
  const head = text.slice(2, end);
  const blank = head.indexOf(" ");
  const command = blank === -1 ? head : head.slice(0, blank);
  const properties = new Map<string, string>();
  for (const part of blank === -1 ? [] : head.slice(blank + 1).split(",")) {
    const equals = part.indexOf("=");
    if (equals > 0) properties.set(part.slice(0, equals).trim(), property(part.slice(equals + 1)));
  }
  return { command, properties, message: data(text.slice(end + 2)) };
}

function data(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function property(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");
}
