import Glibc
import Testing

@testable import InterlockCrypto

/// What Tests/Interop/cose_interop.py reads and writes, where the environment names the folders:
/// `INTERLOCK_COSE_OUT=DIR INTERLOCK_COSE_IN=DIR swift test --filter COSEInterop`.
@Suite struct COSEInterop {
    private static let out = Self.folder("INTERLOCK_COSE_OUT")
    private static let made = Self.folder("INTERLOCK_COSE_IN")

    @Test(.enabled(if: Self.out != nil), arguments: SecurityLevel.allCases)
    func `messages for pycose to verify`(level: SecurityLevel) throws {
        let folder = try #require(Self.out)
        try FileSystem.makeFolder(folder)
        let key = try SigningKey(level: level)
        for (index, certificates) in COSESign1Tests.certificates.enumerated() {
            let message = try COSESign1Tests.message(key, certificates: certificates).encoded()
            let name = "\(folder)/\(level.rawValue)-\(index)"
            try FileSystem.create("\(name).cose", mode: 0o644, message)
            try FileSystem.create("\(name).pem", mode: 0o644, Array(key.verifyingKey.pemRepresentation.utf8))
            try FileSystem.create("\(name).aad", mode: 0o644, Array(COSESign1Tests.aad.hexString.utf8))
        }
    }

    @Test(.enabled(if: Self.made != nil))
    func `messages that pycose signed`() throws {
        let folder = try #require(Self.made)
        let names = try FileSystem.names(in: folder).filter { $0.hasSuffix(".cose") }.map { $0.dropLast(5) }
        #expect(!names.isEmpty)
        for name in names {
            func read(_ ending: String) throws -> [UInt8] {
                try FileSystem.read("\(folder)/\(name).\(ending)")
            }
            let pem = String(decoding: try read("pem"), as: UTF8.self)
            let aad = try #require([UInt8](hex: String(decoding: read("aad"), as: UTF8.self)))
            let refusal = COSESign1Tests.code {
                let encoded = try read("cose")
                let message = try COSESign1(decoding: encoded)
                #expect(message.encoded() == encoded)
                #expect(try CBOR(decoding: message.payload).encoded() == message.payload)
                try message.verify(with: VerifyingKey(pemRepresentation: pem), externalAAD: aad)
            }
            #expect(refusal == (name.hasSuffix("-high-s") ? .highS : nil), "\(name)")
        }
    }

    private static func folder(_ variable: String) -> String? {
        unsafe getenv(variable).map { unsafe String(cString: $0) }
    }
}
