/** The use case behind `dxg template list`. A template that cannot be loaded is listed with the reason. */
import { DxgError } from "../base/error.ts";
import { listTemplates, type Origin } from "../source/find.ts";
import { loadBundleOf } from "./load-bundle.ts";

export interface TemplateSummary {
  readonly name: string;
  readonly origin: Origin;
  readonly path: string | undefined;
  readonly version: string | undefined;
  readonly description: string | undefined;
  /** Why it cannot be used. */
  readonly fault: string | undefined;
}

export async function describeTemplates(): Promise<readonly TemplateSummary[]> {
  const summaries: TemplateSummary[] = [];
  for (const { name, origin, path } of listTemplates()) {
    const common = { name, origin, path };
    try {
      const { manifest } = (await loadBundleOf(name)).bundle;
      summaries.push({ ...common, version: manifest.version, description: manifest.description, fault: undefined });
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      summaries.push({ ...common, version: undefined, description: undefined, fault: error.message });
    }
  }
  return summaries;
}
