using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Foyer.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Branding : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "BrandingSets",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Tag = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    BackgroundColor = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: true),
                    SignInPageText = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    UsernameHintText = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    CustomPrivacyAndCookiesText = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    CustomPrivacyAndCookiesUrl = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    CustomTermsOfUseText = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    CustomTermsOfUseUrl = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    CustomForgotMyPasswordText = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    CustomAccountResetCredentialsUrl = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    CustomCss = table.Column<string>(type: "character varying(25600)", maxLength: 25600, nullable: true),
                    CustomCssHash = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    ChangedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BrandingSets", x => new { x.TenantId, x.Locale });
                    table.ForeignKey(
                        name: "FK_BrandingSets_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "BrandingPictures",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Locale = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Bytes = table.Column<byte[]>(type: "bytea", nullable: false),
                    ContentType = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Hash = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Width = table.Column<int>(type: "integer", nullable: false),
                    Height = table.Column<int>(type: "integer", nullable: false),
                    ShowsByDay = table.Column<bool>(type: "boolean", nullable: false),
                    ShowsByNight = table.Column<bool>(type: "boolean", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BrandingPictures", x => new { x.TenantId, x.Locale, x.Kind });
                    table.ForeignKey(
                        name: "FK_BrandingPictures_BrandingSets_TenantId_Locale",
                        columns: x => new { x.TenantId, x.Locale },
                        principalTable: "BrandingSets",
                        principalColumns: new[] { "TenantId", "Locale" },
                        onDelete: ReferentialAction.Cascade);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BrandingPictures");

            migrationBuilder.DropTable(
                name: "BrandingSets");
        }
    }
}
