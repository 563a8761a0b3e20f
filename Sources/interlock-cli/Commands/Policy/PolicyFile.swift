import Interlock

/// Policies, schemas, entities and requests in files; `-` is standard input.
enum PolicyFile {
    /// A file's text, and what to read of it failed.
    static func text(_ path: String) throws -> String {
        let bytes = try FileSystem.read(path, limit: 1 << 24)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.usage, "\(path): not UTF-8")
        }
        return text
    }

    /// Whether `text` is of a JSON form: no Cedar text begins with a brace.
    static func isJSON(_ text: String) -> Bool { text.first { !$0.isWhitespace } == "{" }

    /// Policies as Cedar text or JSON.
    static func policies(_ text: String) throws(AccessError) -> PolicySet {
        try Self.isJSON(text) ? PolicySet(parsingJSON: text) : PolicySet(parsing: text)
    }

    static func read(_ path: String) throws -> PolicySet {
        let text = try Self.text(path)
        return try Self.naming(path) { () throws(AccessError) in try Self.policies(text) }
    }

    /// The policies of all files, which add up; of several, each is called by its file and its name there.
    static func read(_ paths: [String]) throws -> PolicySet {
        if paths.count == 1 { return try Self.read(paths[0]) }
        var all = PolicySet()
        for path in paths {
            let policies = try Self.read(path)
            for policy in policies.policies { try all.add(policy, as: PolicyID("\(path)/\(policy.id)")) }
        }
        return all
    }

    /// A schema, as text or JSON.
    static func schema(_ path: String) throws -> Schema {
        let text = try Self.text(path)
        return try Self.naming(path) { () throws(AccessError) in
            try Self.isJSON(text) ? Schema(parsingJSON: text) : Schema(parsing: text)
        }
    }

    /// What `body` gives; an error of it names the file.
    static func naming<Value>(_ path: String, _ body: () throws(AccessError) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw Failure(.usage, "\(path): \(error)")
        }
    }
}
