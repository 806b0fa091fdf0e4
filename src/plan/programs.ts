import type { CodeFile } from "../core/code.ts";
import type { Edit } from "../core/edits.ts";
import type { YamlNode } from "../core/tree.ts";
import { settleImports } from "../edit/code-imports.ts";
import type { ImportNeed } from "../edit/code-names.ts";
import { isCode } from "../edit/code-ops.ts";

/** The programs that changes touch: their imports are settled once, when all other edits of a file are known. */
export class Programs {
  readonly #files = new Map<string, CodeFile>();
  readonly #needs = new Map<string, ImportNeed[]>();

  /** Takes notice of the program that declares an object; nothing happens for one in YAML. */
  see(file: string, object: YamlNode): void {
    const unit = isCode(object) ? object.code.unit : undefined;
    if (unit) this.#files.set(file, unit.file);
  }

  /** Takes notice of what edits of a file have to import. */
  need(file: string, needs: readonly ImportNeed[]): void {
    if (needs.length > 0) this.#needs.set(file, [...(this.#needs.get(file) ?? []), ...needs]);
  }

  /** The edits of a file's imports that follow from its others. */
  imports(file: string, text: string, edits: readonly Edit[]): Edit[] {
    const code = this.#files.get(file);
    const [first] = edits;
    if (!code || !first) return [];
    const { rule, why } = first;
    return settleImports(text, code, edits, this.#needs.get(file) ?? []).map((one) => ({
      ...one,
      rule,
      why,
    }));
  }
}
