import FoundationEssentials
import InterlockJSON

@testable import InterlockAccess

/// A published test, looked at for its schema and verdict.
struct ValidationCase {
    let root: URL

    /// The file, relative to `root`.
    let path: String

    /// What is other than published.
    func faults() throws -> [String] {
        let document = try JSONDocument(try self.text(self.path), limits: .standard)
        let schema = try Schema(parsing: try self.text(try self.name("schema", document)))
        var faults = try self.conversionFaults(schema)
        let policies = try PolicySet(parsing: try self.text(try self.name("policies", document)))
        let report = Validator(schema: schema).validate(policies)
        guard case .boolean(let expected)? = document.root["shouldValidate"]?.kind else {
            return ["\(self.path): no verdict"]
        }
        if report.isValid != expected {
            faults.append("\(self.path): should be \(expected ? "valid" : "invalid"): \(report.errors)")
        }
        return faults.isEmpty ? try self.conformanceFaults(schema, document) : faults
    }

    /// Entities conform, and requests unless the test says that they do not.
    private func conformanceFaults(_ schema: Schema, _ document: JSONDocument) throws -> [String] {
        _ = try EntityStore(parsingJSON: try self.text(try self.name("entities", document)), schema: schema)
        let further = ["description", "validateRequest", "decision", "reason", "errors"]
        var faults: [String] = []
        for node in try document.array(try document.member("requests", of: document.root, "the test"), "") {
            var isExpected = true
            if case .boolean(let value)? = node["validateRequest"]?.kind { isExpected = value }
            let request = try document.request(node, schema, passing: further)
            let error = code { () throws(AccessError) in try schema.check(request) }
            guard (error == nil) != isExpected else { continue }
            faults.append("\(self.path): \(request) gives \(error?.description ?? "no error")")
        }
        return faults
    }

    /// Both syntaxes must say the same.
    private func conversionFaults(_ schema: Schema) throws -> [String] {
        let again = try Schema(parsing: schema.text)
        let fromJSON = try Schema(parsingJSON: schema.json)
        guard again.json == schema.json, fromJSON.json == schema.json, fromJSON.text == schema.text else {
            return ["\(self.path): the schema changes when it is converted"]
        }
        return []
    }

    private func name(_ name: String, _ document: JSONDocument) throws -> String {
        try document.string(try document.member(name, of: document.root, "the test"), name)
    }

    private func text(_ path: String) throws -> String {
        let data = try Data(contentsOf: self.root.appending(path: path))
        guard let text = String(validating: data, as: UTF8.self) else {
            throw AccessError(.invalidToken, "\(path) is not UTF-8")
        }
        return text
    }
}
