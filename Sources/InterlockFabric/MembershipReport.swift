public import InterlockCrypto

/// Fabric's verdict on a membership folder, with every reason.
public struct MembershipReport: Hashable, Sendable {
    /// Everything that was found, in the order of reading and then of Fabric's set-up.
    public let defects: [MembershipDefect]

    /// Judges a folder on the disk.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - time: As of when the signer's end is judged.
    /// - Throws: `FileError` where there is no such folder, and `FabricError` with code `limitExceeded`.
    public init(on path: String, at time: Timestamp) throws {
        try self.init(.onDisk(path), at: time)
    }

    init(_ files: MembershipFiles, at time: Timestamp) throws {
        let reading = try MembershipReading(files)
        var defects = reading.defects
        if let signer = reading.folder.signer {
            switch try KeyStore(files).finding(for: signer) {
            case .found: break
            case .elsewhere:
                let reason = "the signer's private key is kept elsewhere"
                defects.append(MembershipDefect(rule: .keyMissing, effect: .noted, reason: reason))
            case .missing(let reason):
                defects.append(MembershipDefect(rule: .keyMissing, effect: .refused, reason: reason))
            }
        }
        // A file that cannot be read is reported once, and not again as missing.
        let hasAnchorFile = defects.contains { $0.effect == .refused && $0.reason.hasPrefix("cacerts/") }
        defects += reading.folder.defects(at: time).filter { $0.rule != .anchorMissing || !hasAnchorFile }
        self.defects = defects
    }

    /// Tells whether a node sets the folder up.
    public var isSetUp: Bool { !self.defects.contains { $0.effect == .refused } }

    /// Tells whether a node sets the folder up, and finds its signer valid where there is one.
    public var isAccepted: Bool { self.defects.allSatisfy { $0.effect == .noted } }
}
