import Interlock

/// Certificate requests in files, PEM or DER.
enum RequestFile {
    static func read(_ path: String) throws -> VerifiedRequest {
        try Failure.naming(path) {
            let bytes = try FileSystem.read(path, limit: 1 << 17)
            // DER starts with the tag of a SEQUENCE.
            guard bytes.first != 0x30 else { return try VerifiedRequest(derRepresentation: bytes) }
            return try VerifiedRequest(pemRepresentation: String(decoding: bytes, as: UTF8.self))
        }
    }

    static func create(_ path: String, _ request: VerifiedRequest) throws {
        try FileSystem.create(path, mode: 0o644, Array(request.pemRepresentation.utf8))
    }
}
