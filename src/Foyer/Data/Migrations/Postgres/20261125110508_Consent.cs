using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Foyer.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Consent : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_SigningKeys_Tenants_TenantId",
                table: "SigningKeys");

            migrationBuilder.AddColumn<Guid>(
                name: "OwnerTenantId",
                table: "ServicePrincipals",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ClientCertificates",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Certificate = table.Column<byte[]>(type: "bytea", maxLength: 16384, nullable: false),
                    Sha1 = table.Column<byte[]>(type: "bytea", maxLength: 20, nullable: false),
                    Sha256 = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    DisplayName = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    StartsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClientCertificates", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_ClientCertificates_Applications_TenantId_ApplicationId",
                        columns: x => new { x.TenantId, x.ApplicationId },
                        principalTable: "Applications",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DeviceCodes",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AskedTenantId = table.Column<Guid>(type: "uuid", nullable: true),
                    AppId = table.Column<Guid>(type: "uuid", nullable: false),
                    Scope = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    SecretHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    UserCodeHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    IpAddress = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Interval = table.Column<int>(type: "integer", nullable: false),
                    NextPollAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    GrantTenantId = table.Column<Guid>(type: "uuid", nullable: true),
                    ProtectedGrant = table.Column<byte[]>(type: "bytea", maxLength: 16384, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeviceCodes", x => new { x.TenantId, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "PermissionGrants",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ClientId = table.Column<Guid>(type: "uuid", nullable: false),
                    ResourceId = table.Column<Guid>(type: "uuid", nullable: false),
                    PrincipalId = table.Column<Guid>(type: "uuid", nullable: false),
                    Scope = table.Column<string>(type: "character varying(3850)", maxLength: 3850, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PermissionGrants", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_PermissionGrants_ServicePrincipals_TenantId_ClientId",
                        columns: x => new { x.TenantId, x.ClientId },
                        principalTable: "ServicePrincipals",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_PermissionGrants_ServicePrincipals_TenantId_ResourceId",
                        columns: x => new { x.TenantId, x.ResourceId },
                        principalTable: "ServicePrincipals",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PermissionScopes",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Value = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    Type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    IsEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    AdminConsentDisplayName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    AdminConsentDescription = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    UserConsentDisplayName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    UserConsentDescription = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PermissionScopes", x => new { x.TenantId, x.ApplicationId, x.Id });
                    table.ForeignKey(
                        name: "FK_PermissionScopes_Applications_TenantId_ApplicationId",
                        columns: x => new { x.TenantId, x.ApplicationId },
                        principalTable: "Applications",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RequiredPermissions",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uuid", nullable: false),
                    ResourceAppId = table.Column<Guid>(type: "uuid", nullable: false),
                    PermissionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RequiredPermissions", x => new { x.TenantId, x.ApplicationId, x.ResourceAppId, x.PermissionId, x.Kind });
                    table.ForeignKey(
                        name: "FK_RequiredPermissions_Applications_TenantId_ApplicationId",
                        columns: x => new { x.TenantId, x.ApplicationId },
                        principalTable: "Applications",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UsedAssertions",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uuid", nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsedAssertions", x => new { x.TenantId, x.ApplicationId, x.Hash });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Applications_AppId",
                table: "Applications",
                column: "AppId");

            migrationBuilder.CreateIndex(
                name: "IX_ClientCertificates_TenantId_ApplicationId_Sha256",
                table: "ClientCertificates",
                columns: new[] { "TenantId", "ApplicationId", "Sha256" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DeviceCodes_TenantId_ExpiresAt",
                table: "DeviceCodes",
                columns: new[] { "TenantId", "ExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_DeviceCodes_TenantId_UserCodeHash",
                table: "DeviceCodes",
                columns: new[] { "TenantId", "UserCodeHash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PermissionGrants_TenantId_ClientId_ResourceId_PrincipalId",
                table: "PermissionGrants",
                columns: new[] { "TenantId", "ClientId", "ResourceId", "PrincipalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PermissionGrants_TenantId_PrincipalId",
                table: "PermissionGrants",
                columns: new[] { "TenantId", "PrincipalId" });

            migrationBuilder.CreateIndex(
                name: "IX_PermissionGrants_TenantId_ResourceId",
                table: "PermissionGrants",
                columns: new[] { "TenantId", "ResourceId" });

            migrationBuilder.CreateIndex(
                name: "IX_PermissionScopes_TenantId_ApplicationId_Value",
                table: "PermissionScopes",
                columns: new[] { "TenantId", "ApplicationId", "Value" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UsedAssertions_TenantId_ExpiresAt",
                table: "UsedAssertions",
                columns: new[] { "TenantId", "ExpiresAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ClientCertificates");

            migrationBuilder.DropTable(
                name: "DeviceCodes");

            migrationBuilder.DropTable(
                name: "PermissionGrants");

            migrationBuilder.DropTable(
                name: "PermissionScopes");

            migrationBuilder.DropTable(
                name: "RequiredPermissions");

            migrationBuilder.DropTable(
                name: "UsedAssertions");

            migrationBuilder.DropIndex(
                name: "IX_Applications_AppId",
                table: "Applications");

            migrationBuilder.DropColumn(
                name: "OwnerTenantId",
                table: "ServicePrincipals");

            migrationBuilder.AddForeignKey(
                name: "FK_SigningKeys_Tenants_TenantId",
                table: "SigningKeys",
                column: "TenantId",
                principalTable: "Tenants",
                principalColumn: "Id",
                onDelete: ReferentialAction.Cascade);
        }
    }
}
