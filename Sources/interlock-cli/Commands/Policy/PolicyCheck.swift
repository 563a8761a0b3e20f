import ArgumentParser
import Interlock

struct PolicyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Parse policies and validate them against a schema, and say where and why they fail.",
        discussion: """
            Policies are Cedar text or JSON; the schema is either of its syntaxes. Ends with 1 if a file does not \
            parse or is not valid. Without --schema, policies are parsed only; `market` is the schema of the market's \
            own policies.

            EXAMPLE
              interlock policy check --schema market zone.cedar
            """
    )

    @Argument(help: "Policy files (- for standard input).", completion: .file())
    var files: [String]

    @Option(help: "The schema to validate against: a file, or `market`.", completion: .file())
    var schema: String?

    @OptionGroup var output: OutputOptions

    private struct Verdict: Encodable {
        struct Finding: Encodable {
            var code: String
            var policy: String?
            var line: Int?
            var column: Int?
            var reason: String
        }

        var file: String
        var valid: Bool
        var policies: [String]
        var templates: [String]
        var errors: [Finding]
        var warnings: [Finding]
        /// The findings with their lines of text, as a person reads them.
        var diagnostics: [String]
    }

    func run() throws {
        let validator = try self.schema.map { name in
            Validator(schema: try name == "market" ? MarketPolicies.schema() : PolicyFile.schema(name))
        }
        var verdicts: [Verdict] = []
        for file in self.files { verdicts.append(try self.verdict(file, validator)) }
        try self.output.print(verdicts, text: verdicts.map(Self.text).joined(separator: "\n"))
        guard verdicts.allSatisfy(\.valid) else { throw ExitCode(ExitStatus.no.rawValue) }
    }

    private func verdict(_ file: String, _ validator: Validator?) throws -> Verdict {
        let text = try PolicyFile.text(file)
        let policies: PolicySet
        do {
            policies = try PolicyFile.policies(text)
        } catch {
            return Self.verdict(file, error)
        }
        let report = validator?.validate(policies)
        let (errors, warnings) = (report?.errors ?? [], report?.warnings ?? [])
        return Verdict(
            file: file,
            valid: report?.isValid ?? true,
            policies: policies.policies.map(\.id.description),
            templates: policies.templates.map(\.id.description),
            errors: errors.map(Self.finding),
            warnings: warnings.map(Self.finding),
            diagnostics: errors.map { $0.diagnostic("error", of: text, in: file) }
                + warnings.map { $0.diagnostic("warning", of: text, in: file) }
        )
    }

    private static func verdict(_ file: String, _ error: AccessError) -> Verdict {
        let finding = Verdict.Finding(
            code: error.code.description,
            line: error.position?.line,
            column: error.position?.column,
            reason: error.reason
        )
        return Verdict(
            file: file,
            valid: false,
            policies: [],
            templates: [],
            errors: [finding],
            warnings: [],
            diagnostics: [error.diagnostic(in: file)]
        )
    }

    private static func finding(_ finding: ValidationFinding) -> Verdict.Finding {
        Verdict.Finding(
            code: finding.code.description,
            policy: finding.policy.description,
            line: finding.position?.line,
            column: finding.position?.column,
            reason: finding.reason
        )
    }

    private static func text(_ verdict: Verdict) -> String {
        guard verdict.valid else { return verdict.diagnostics.joined(separator: "\n") }
        let templates = verdict.templates.isEmpty ? "" : ", \(verdict.templates.count) templates"
        let summary = "\(verdict.file): \(verdict.policies.count) policies\(templates)"
        return (verdict.diagnostics + [summary]).joined(separator: "\n")
    }
}
