/// A fault whose line and column are not counted yet: types try several forms of a value, and most of what they throw
/// nobody reads.
struct JSONProblem: Error, CustomStringConvertible {
    let code: JSONFault.Code
    let reason: String
    let path: String
    let offset: Int

    var description: String { self.path.isEmpty ? self.reason : "\(self.path): \(self.reason)" }

    func fault(in source: [UInt8]) -> JSONFault {
        JSONFault(self.code, self.reason, path: self.path, at: self.offset, in: source)
    }
}
