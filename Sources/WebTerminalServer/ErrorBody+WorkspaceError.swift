internal import TerminalProtocol
internal import Workspaces

extension ErrorBody {
    /// What a person or program is told of it.
    init(_ error: WorkspaceError) {
        let message = error.description.prefix(1).uppercased() + error.description.dropFirst() + "."
        self =
            switch error {
            case .invalidPath:
                ErrorBody(.validationError, message, details: ["field": "path"])
            case .notFound:
                ErrorBody(.notFound, message)
            case .leavesWorkspace, .permission:
                ErrorBody(.forbidden, message)
            case .isDirectory, .notDirectory, .notRegular, .exists, .notEmpty, .intoItself, .changed, .busy:
                ErrorBody(.conflict, message)
            case .quota(.disk, _, _):
                ErrorBody(.quotaExceeded, message, details: ["scope": WorkspaceQuota.disk.rawValue])
            case .quota(let quota, let used, let limit):
                ErrorBody(
                    .quotaExceeded, message,
                    details: ["scope": quota.rawValue, "used": String(used), "limit": String(limit)])
            case .digestMismatch(let expected, let actual):
                ErrorBody(
                    .validationError, message, details: ["field": "sha256", "expected": expected, "actual": actual])
            case .lengthMismatch(let expected, let actual):
                ErrorBody(
                    .validationError, message,
                    details: ["field": "Content-Length", "expected": String(expected), "actual": String(actual)])
            case .ended:
                ErrorBody(.notFound, message)
            case .unusable, .failed:
                ErrorBody(.internalError, "The server could not do this with its files.")
            }
    }
}
