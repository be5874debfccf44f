using Foyer.Web;

namespace Foyer.Graph;

/// <summary>Problems of the modules whose code and message at Graph are known; others are answered by their kind, in their own words.</summary>
internal static class GraphProblems
{
    /// <summary>Codes that end in the name of the attribute to blame.</summary>
    public const string InvalidUser = "users.invalid.";

    /// <summary>What judging an invitation found; its sentences are already those that clients match.</summary>
    public const string InvitationRow = "invitations.row.";

    public static readonly IReadOnlyDictionary<string, Func<Problem, GraphError>> Known = new Dictionary<string, Func<Problem, GraphError>>(StringComparer.Ordinal)
    {
        // --- users ---
        ["users.not_found"] = _ => new(404, "Request_ResourceNotFound", "Resource does not exist or one of its queried reference-property objects are not present."),
        ["users.stands_above"] = _ => GraphErrors.Denied,
        ["users.not_allowed"] = _ => GraphErrors.Denied,
        ["users.name_taken"] = _ => GraphErrors.Bad("Another object with the same value for property userPrincipalName already exists."),
        ["users.mail_taken"] = _ => GraphErrors.Bad("Another object with the same value for property proxyAddresses already exists."),
        ["guests.address_taken"] = _ => GraphErrors.Bad("Another object with the same value for property proxyAddresses already exists."),
        ["users.foreign_domain"] = _ => GraphErrors.Bad("The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization."),
        ["users.already_sponsor"] = _ => GraphErrors.Bad("One or more added object references already exist for the following modified properties: 'sponsors'."),
        // --- groups ---
        ["groups.already_member"] = _ => GraphErrors.Bad("One or more added object references already exist for the following modified properties: 'members'."),
        ["groups.already_owner"] = _ => GraphErrors.Bad("One or more added object references already exist for the following modified properties: 'owners'."),
        ["groups.not_yours"] = _ => GraphErrors.Denied,
        // --- directory roles ---
        ["users.holds_role"] = _ => GraphErrors.Bad("One or more added object references already exist for the following modified properties: 'members'."),
        ["users.may_not_give_roles"] = _ => GraphErrors.Denied,
        // --- applications, service principals ---
        ["apps.not_allowed"] = _ => GraphErrors.Denied,
        ["apps.may_not_register"] = _ => GraphErrors.Denied,
        ["apps.already_assigned"] = _ => GraphErrors.Bad("Permission being assigned already exists on the object"),
        ["apps.role_missing"] = _ => GraphErrors.Bad("Permission being assigned was not found on application"),
        ["apps.no_such_role"] = _ => GraphErrors.Bad("Permission being assigned was not found on application"),
        ["apps.no_such_permission"] = _ => GraphErrors.Bad("Permission being assigned was not found on application"),
        ["apps.role_enabled"] = _ => new(400, "CannotDeleteOrUpdateEnabledEntitlement", "Property value cannot be deleted unless it is disabled first."),
        ["apps.scope_enabled"] = _ => new(400, "CannotDeleteOrUpdateEnabledEntitlement", "Property value cannot be deleted unless it is disabled first."),
        ["apps.has_principal"] = _ => new(409, "Request_MultipleObjectsWithSameKeyValue", "The service principal cannot be created, updated, or restored because the service principal name is already in use."),
        ["consents.not_allowed"] = _ => GraphErrors.Denied,
        ["consents.exists"] = _ => new(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists."),
        ["consents.no_such_app"] = _ => new(404, "Request_ResourceNotFound", "Resource does not exist or one of its queried reference-property objects are not present."),
        ["consents.not_found"] = _ => new(404, "Request_ResourceNotFound", "Resource does not exist or one of its queried reference-property objects are not present."),
        // --- invitations, policies ---
        ["invitations.not_allowed_here"] = _ => InvitationErrors.NotAllowed,
        ["invitations.members_need_admin"] = _ => InvitationErrors.Generic,
        ["invitations.may_not_start_anew"] = _ => InvitationErrors.Generic,
        // --- licences ---
        ["licences.no_such_user"] = _ => new(404, "Request_ResourceNotFound", "Resource does not exist or one of its queried reference-property objects are not present."),
        ["licences.no_such_group"] = _ => new(404, "Request_ResourceNotFound", "Resource does not exist or one of its queried reference-property objects are not present."),
        // --- organization, domains, branding ---
    };
}
