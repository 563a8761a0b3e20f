import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite("Vectors/attributes.json")
struct AttributeVectorTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let json: Result<AttributeSet, IdentityError>?
        let encoding: String?
        let `extension`: String?
        let result: ExpectedResult
        let error: String?

        var testDescription: String { self.name }

        private enum CodingKeys: String, CodingKey { case name, json, encoding, `extension`, result, error }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            self.name = try fields.decode(String.self, forKey: .name)
            self.encoding = try fields.decodeIfPresent(String.self, forKey: .encoding)
            self.extension = try fields.decodeIfPresent(String.self, forKey: .extension)
            self.result = try fields.decode(ExpectedResult.self, forKey: .result)
            self.error = try fields.decodeIfPresent(String.self, forKey: .error)
            do {
                self.json = try fields.decodeIfPresent(AttributeSet.self, forKey: .json).map { .success($0) }
            } catch let error as IdentityError {
                self.json = .failure(error)
            }
        }

        /// The set that each form gives.
        func forms() throws -> [Result<AttributeSet, IdentityError>] {
            var forms = self.json.map { [$0] } ?? []
            if let hex = self.encoding {
                let encoding = try bytes(hex)
                forms.append(
                    Result { () throws(IdentityError) in try AttributeSet(canonicalEncoding: encoding) }
                )
            }
            if let text = self.extension {
                forms.append(
                    Result { () throws(IdentityError) in
                        try FabricAttributes.decode(Array(text.utf8), schema: .standard)
                    }
                )
            }
            return forms
        }
    }

    @Test(arguments: try VectorFile<Case>.cases("attributes.json"))
    func `every form of a set agrees, or is refused for its reason`(vector: Case) throws {
        let forms = try vector.forms()
        #expect(!forms.isEmpty)
        for form in forms {
            switch (vector.result, form) {
            case (.valid, .success(let set)):
                #expect(set.canonicalEncoding.hexString == vector.encoding)
                if let text = vector.extension {
                    #expect(FabricAttributes.encode(set) == Array(text.utf8))
                }
            case (.invalid, .failure(let error)): #expect(error.code.description == vector.error)
            case (.valid, .failure(let error)): Issue.record(error)
            case (.invalid, .success): Issue.record("was not refused")
            }
        }
    }
}
